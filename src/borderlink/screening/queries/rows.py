"""The rows that queries return, for doors to name: they read them, and never touch the tables behind."""

from borderlink.screening.models.counter import CounterCheck, Hold
from borderlink.screening.models.referrals import Load, Picture, Referral

__all__ = ["CounterCheck", "Hold", "Load", "Picture", "Referral"]
