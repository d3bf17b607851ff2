"""Which jobs do awards have? Ids in, fetch, one action; each may run twice."""

from __future__ import annotations

import logging
from typing import Any

from applications.models import Application
from awards.actions import awarding, certificates, releasing
from awards.models import Award, Release
from charter.kit import outbox

logger = logging.getLogger(__name__)


@outbox.job("awards.make_award", words="Make an award of a decided application")
def make_award(*, by: Any, application_id: int) -> None:
    """Make the award of a decided application."""
    application = Application.objects.filter(pk=application_id).first()
    if application is None:
        logger.warning("Application %s is gone, so no award is made.", application_id)
        return
    awarding.make_award(application, by=by)


@outbox.job("awards.render_certificate", words="Make a certificate")
def render_certificate(*, by: Any, award_id: int) -> None:
    """Make the certificate of an award whose release was approved and not cancelled since."""
    award = Award.objects.filter(pk=award_id, awarded_on__isnull=False).first()
    if award is None:
        logger.info("Award %s has no dates, so its certificate is not made.", award_id)
        return
    certificates.render(award, by=by)


@outbox.job("awards.carry_out_release", words="Carry out a release")
def carry_out_release(*, by: Any, release_id: int) -> None:
    """Make a release visible at its instant."""
    release = Release.objects.filter(pk=release_id).first()
    if release is None:
        logger.warning("Release %s is gone, so nothing is released.", release_id)
        return
    releasing.carry_out(release, by=by)
