"""Users: a list, a new one, changing one, keeping one out, a new password that is shown once."""

from collections.abc import Callable

from flask import Blueprint, render_template

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import departments, second_step, users, views
from opd_web.services.users import NewPassword
from opd_web.web.admin.doctors import PlainForm
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.admin.user_forms import DONE, ROLES, NewUserForm, UserForm
from opd_web.web.forms import typed
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("users", __name__, url_prefix="/users")


@bp.get("/")
@requires(Permission.ADMINISTER)
def show() -> str:
    """List the users."""
    now = clock.now()
    codes = {one.code: one.id for one in departments.every(now=now)}
    return render_template("admin/users.html", users=users.every(now=now), codes=codes, roles=ROLES)


@bp.get("/new")
@requires(Permission.ADMINISTER)
def ask() -> str:
    """Ask who the new user is."""
    return render_template("admin/user_new.html", form=NewUserForm().offer())


@bp.post("/new")
@requires(Permission.ADMINISTER)
def add() -> Answer:
    """Make a user, and show the password this once."""
    form, made = NewUserForm().offer(), list[NewPassword]()
    if not carried_out(form, lambda: made.append(users.add(typed(form.username), form.fields(), **who()))):
        return render_template("admin/user_new.html", form=form), 422
    return render_template("admin/user_password.html", made=made[0]) if made else made_before(typed(form.username))


@bp.get("/<id:account_id>")
@requires(Permission.ADMINISTER)
def edit(account_id: int) -> str:
    """Show one user."""
    found = users.get(account_id, now=clock.now())
    return draw(UserForm(obj=found, departments=sorted(found.department_ids)).offer(), account_id)


@bp.post("/<id:account_id>")
@requires(Permission.ADMINISTER)
def save(account_id: int) -> Answer:
    """Change one user."""
    form, ended = UserForm().offer(), list[bool]()
    if not carried_out(form, lambda: ended.append(users.change(account_id, form.fields(), **who()))):
        return draw(form, account_id), 422
    text = gettext("The user was saved, and has to sign in again.") if ended[0] else gettext("The user was saved.")
    return saved(text, "admin.users.edit", account_id=account_id)


@bp.post("/<id:account_id>/keep-out")
@requires(Permission.ADMINISTER)
def disable(account_id: int) -> Answer:
    """Keep a user out, at once and everywhere."""
    text = gettext("The user is kept out: every screen of theirs has ended.")
    return press(account_id, lambda: users.set_active(account_id, active=False, **who()), text)


@bp.post("/<id:account_id>/let-in")
@requires(Permission.ADMINISTER)
def enable(account_id: int) -> Answer:
    """Let a user in again."""
    text = gettext("The user can sign in again.")
    return press(account_id, lambda: users.set_active(account_id, active=True, **who()), text)


@bp.post("/<id:account_id>/sign-out")
@requires(Permission.ADMINISTER)
def sign_out(account_id: int) -> Answer:
    """End every sign-in of a user."""
    text = gettext("The user is signed out everywhere.")
    return press(account_id, lambda: users.sign_out(account_id, **who()), text)


@bp.post("/<id:account_id>/password")
@requires(Permission.ADMINISTER)
def reset_password(account_id: int) -> Answer:
    """Give a user a new password, and show it this once."""
    form, made = PlainForm(), list[NewPassword]()
    if not carried_out(form, lambda: made.append(users.reset_password(account_id, **who()))):
        return refused(account_id, form)
    return render_template("admin/user_password.html", made=made[0])


@bp.post("/<id:account_id>/second-step")
@requires(Permission.ADMINISTER)
def end_second_step(account_id: int) -> Answer:
    """Ask a user who lost the phone for no code any more."""
    text = gettext("The password is enough for this user now.")
    return press(account_id, lambda: second_step.end_for(account_id, **who()), text)


@bp.post("/<id:account_id>/pin")
@requires(Permission.ADMINISTER)
def end_pin(account_id: int) -> Answer:
    """End a user's PIN."""
    text = gettext("The PIN no longer counts. With the password the user sets another one.")
    return press(account_id, lambda: users.end_pin(account_id, **who()), text)


def made_before(username: str) -> Answer:
    """Lead to the user whom this form made when it was sent before; the password is not shown again."""
    found = next(one for one in users.every(now=clock.now()) if one.username == username.casefold())
    text = gettext(
        "This form had already been sent: the user was made once. The password was shown then, and is kept nowhere. "
        "If nobody has it, make a new one here."
    )
    return saved(text, "admin.users.edit", account_id=found.id)


def press(account_id: int, act: Callable[[], object], text: str) -> Answer:
    """Do what a button asks for, or show why not."""
    form = PlainForm()
    if not carried_out(form, act):
        return refused(account_id, form)
    return saved(text, "admin.users.edit", account_id=account_id)


def refused(account_id: int, form: PlainForm) -> Answer:
    """Show the user with the reason above the form."""
    found = users.get(account_id, now=clock.now())
    filled = UserForm(formdata=None, obj=found, departments=sorted(found.department_ids)).offer()
    return draw(filled.take_problems(form), account_id), 422


def draw(form: UserForm, account_id: int) -> str:
    """Draw the page of one user around the form."""
    found = users.get(account_id, now=clock.now())
    context = {"history": users.history(account_id), "done": DONE, "zone": views.zone().key}
    return render_template("admin/user.html", form=form, user=found, **context)
