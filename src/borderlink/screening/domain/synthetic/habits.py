"""How people write and trade, as shares between 0 and 1: invented, and all in one place to be argued with."""

from typing import Final

# how forms are filled
USUAL_HAND: Final = 0.72  # a party is written as it usually is
POSTCODE_GIVEN: Final = 0.75
UNIT_LEFT_OUT: Final = 0.03
COUNTRY_ADDED: Final = 0.12  # to the end of the address
MEMBER_CODE_GIVEN: Final = 0.75  # behind a forwarder's name
NAME_SLIP: Final = 0.012
ADDRESS_SLIP: Final = 0.025
PHONE_LEFT_OUT: Final = 0.035
PHONE_EATEN: Final = 0.003  # by a spreadsheet: 1.38E+10
PHONE_MASKED: Final = 0.012  # 138****8000
SECOND_PHONE: Final = 0.04

# how those who hide fill them: a new hand each time, and
HIDING_SLIP: Final = 0.3
HIDING_PHONE: Final = 0.4  # another phone

# who lives, receives and sends how
NEW_HOME: Final = 0.8  # else with the one before
KIN: Final = 0.65  # same surname within a home
HOME_PHONE: Final = 0.12  # one phone within a home
FLAT: Final = 0.5
FLAT_IN_CHINA: Final = 0.85
HOUSE_NUMBERED: Final = 0.6  # a building within a compound
ONE_SYLLABLE: Final = 0.12  # given names of one Han character
TO_FORWARDER: Final = 0.05
TO_LOCKER: Final = 0.02
FORWARDERS_PHONE: Final = 0.3
SHOPS_PHONE: Final = 0.01  # a corner shop takes the calls
FROM_SHOP: Final = 0.55
FROM_OWN_FAMILY: Final = 0.7
INVENTED_SENDER: Final = 0.02  # by people with nothing to hide but themselves
REGULARS: Final = 0.007  # receivers of dozens
EVADING: Final = 0.001  # of all parcels

# what they send
SHOPS_LINE: Final = 0.8
PERSONS_LINE: Final = 0.2
DECLARED_LOW: Final = 0.02
TENFOLD: Final = 0.0005  # a wrong unit or a slip of the decimal point
VAGUE: Final = 0.008
IN_CHINESE: Final = 0.49
IN_ENGLISH: Final = 0.38  # the rest in both
CODED: Final = 0.85
WRONG_CODE: Final = 0.008
IN_DOLLARS: Final = 0.3
