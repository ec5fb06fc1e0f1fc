"""The rows that queries return, for doors to name: they read them, and never touch the tables behind."""

from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.room import Alarm, Balance, Form, Hold, Place, StockTake

__all__ = ["Alarm", "Balance", "Exhibit", "Form", "Hold", "Place", "StockTake"]
