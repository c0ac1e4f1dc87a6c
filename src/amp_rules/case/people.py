"""The person the case is about, and the accompanying children."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from amp_rules.case.enums import Relation, Sex
from amp_rules.case.facts import Country, Day, Facts, Identifier, ListOf, SetOf, Years, fact, own_ids, words
from amp_rules.terms import UNKNOWN, Maybe, Unknown

_IDENTIFIER = (
    "A name for use inside this case; letters, digits, dot, underscore and hyphen, at most 64.",
    "Ett namn som bara gäller i ärendet; bokstäver a-z, siffror, punkt, understreck, bindestreck; högst 64.",
)


class Person(Facts):
    """The principal: the adult or unaccompanied minor the case is about."""

    id: Annotated[Identifier, words("id of the person", "personens id", _IDENTIFIER)] = "principal"
    birth_date: Maybe[Day] = fact("date of birth", "födelsedatum")
    age: Maybe[Years] = fact(
        "age",
        "ålder",
        (
            "In whole years, where the date of birth is not known.",
            "I hela år, när födelsedatum inte är känt.",
        ),
    )

    def stated_otherwise(self, name: str) -> bool:
        """Whether a fact need not be stated, as its twin is: the date of birth or the age."""
        twin = {"birth_date": self.age, "age": self.birth_date}.get(name, UNKNOWN)
        return twin is not UNKNOWN

    @field_validator("age")
    @classmethod
    def _only_one(cls, value: int | Unknown, info: ValidationInfo) -> int | Unknown:
        if value is not UNKNOWN and info.data.get("birth_date", UNKNOWN) is not UNKNOWN:
            raise PydanticCustomError("exclusive", "given beside birth_date: give only one of them")
        return value

    sex: Maybe[Sex] = fact("sex", "kön")
    nationalities: Maybe[SetOf[Country]] = fact(
        "nationalities", "medborgarskap", ("An empty list means stateless.", "En tom lista betyder statslös.")
    )
    pet: Maybe[bool] = fact("brings a pet", "har med sig husdjur")
    substance_use: Maybe[bool] = fact("active substance use", "aktivt missbruk")


class Child(Person):
    """A child who accompanies the principal."""

    id: Annotated[Identifier, words("id of the child", "barnets id", _IDENTIFIER)]
    relation: Maybe[Relation] = fact("relation to the principal", "relation till huvudpersonen")
    in_sweden: Maybe[bool] = fact("the child is in Sweden", "barnet är i Sverige")
    directly_exploited: Maybe[bool] = fact("the child was itself exploited", "barnet har självt utnyttjats")
    grant_share_granted: Maybe[bool] = fact(
        "half grants given for the child",
        "halva bidrag beviljade för barnet",
        (
            "Whether the deciding authority gives this child the half share.",
            "Om den beslutande myndigheten ger barnet halvt bidrag.",
        ),
    )


Children = Annotated[ListOf[Child], AfterValidator(own_ids)]
