from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from egret.base.actors import Actor
from egret.base.fields import one_of

from .states import MAY, OrganisationKind, Permission, Role


class Organisation(models.Model):
    """A party that people act for: an enterprise, a provider, an office, a third-party body."""

    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    district = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [one_of("organisation_kind_known", "kind", OrganisationKind)]

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """A person with exactly one role; two roles are two accounts, so that no one meets himself on one order."""

    username = models.CharField(max_length=64, unique=True)
    full_name = models.CharField(max_length=64)
    role = models.CharField(max_length=16)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    district = models.CharField(max_length=16, blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects = BaseUserManager()

    class Meta:
        constraints = [
            one_of("user_role_known", "role", Role),
            models.CheckConstraint(
                name="user_of_a_party_has_its_organisation",
                condition=~Q(role__in=[Role.ENTERPRISE, Role.PROVIDER]) | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="user_of_a_district_names_it", condition=~Q(role=Role.DISTRICT) | ~Q(district="")
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def actor(self) -> Actor:
        return Actor(f"user:{self.pk}", self.role)

    def may(self, permission: Permission) -> bool:
        return self.is_active and permission in MAY[Role(self.role)]
