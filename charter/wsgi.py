"""Where does a web server find the application?"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "charter.settings")
# What a page owes is in the database; a silent broker costs whoever waits for the page moments, and the tick goes on.
os.environ.setdefault("BROKER_SECONDS", "1")

application = get_wsgi_application()
