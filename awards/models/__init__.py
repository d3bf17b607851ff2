"""Which rows do awards keep? One module a noun."""

from awards.models.awards import Award, Certificate
from awards.models.releases import Release, ReleaseItem, Revocation

__all__ = ["Award", "Certificate", "Release", "ReleaseItem", "Revocation"]
