"""What granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from borderlink.node.warming import WARM, warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "borderlink.node.settings")
application = get_wsgi_application()
if os.environ.get(WARM):
    warm()
