"""Phone numbers in one form, whatever way they are typed."""

import phonenumbers

REGION = "IN"
"""Where a number without a country code is from."""

NATIONAL_DIGITS = {91: 10}
"""Country code to the digits behind it, where all have the same: one digit too few or too many is a slip."""


def parse(text: str) -> str | None:
    """Give the number in E.164, or None where it is no phone number."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    digits = len(phonenumbers.national_significant_number(number))
    if digits != NATIONAL_DIGITS.get(number.country_code or 0, digits):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
