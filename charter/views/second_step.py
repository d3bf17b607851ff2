"""Which page asks for the second step at sign-in? allauth's, with what this person can show."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator


class SecondStepView(AuthenticateView):
    """A passkey, the app's code or a recovery code, as far as the person has them."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The forms, and the browser's question for a passkey when there is one."""
        context = super().get_context_data(**kwargs)
        rows = Authenticator.objects.filter(user_id=self.stage.login.user.pk)
        types = set(rows.values_list("type", flat=True))
        has_passkey = Authenticator.Type.WEBAUTHN in types
        options = context.get("js_data", {}).get("request_options")
        return {
            **context,
            "options": json.dumps(options) if has_passkey and options else "",
            "has_app": Authenticator.Type.TOTP in types,
            "has_codes": bool(types - {Authenticator.Type.WEBAUTHN}),
        }


second_step = SecondStepView.as_view()
