"""What sorts of value are sealed, and how closely each is kept."""

from enum import StrEnum

from graph.entitlement import FieldClass


class SealedKind(StrEnum):
    """The sort of a sealed value: it decides the class, and so who reads it, and the mask that others see."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    PERSONAL_CODE = "personal_code"
    PERSONAL_TEXT = "personal_text"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ACCOUNT_NUMBER = "account_number"
    DEVICE = "device"
    RAW = "raw"


CLASS_OF: dict[SealedKind, FieldClass] = {
    SealedKind.NAME: FieldClass.PERSONAL,
    SealedKind.BIRTH_DATE: FieldClass.PERSONAL,
    SealedKind.PERSONAL_CODE: FieldClass.PERSONAL,
    SealedKind.PERSONAL_TEXT: FieldClass.PERSONAL,
    SealedKind.ID_NUMBER: FieldClass.SENSITIVE,
    SealedKind.PHONE: FieldClass.SENSITIVE,
    SealedKind.EMAIL: FieldClass.SENSITIVE,
    SealedKind.ADDRESS: FieldClass.SENSITIVE,
    SealedKind.ACCOUNT_NUMBER: FieldClass.SENSITIVE,
    SealedKind.DEVICE: FieldClass.SENSITIVE,
    SealedKind.RAW: FieldClass.SENSITIVE,
}
