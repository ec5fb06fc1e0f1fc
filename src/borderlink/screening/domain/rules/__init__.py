"""What makes a parcel worth opening, as data with its reason.

Never a nationality, a faith, a people or a village.
"""
