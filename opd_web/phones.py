"""Phone numbers in one form, whatever way they are typed."""

import phonenumbers

REGION = "IN"
"""Where a number without a country code is from."""


def parse(text: str) -> str | None:
    """Give the number in E.164, or None where it is no phone number."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
