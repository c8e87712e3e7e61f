"""Names of nobody: a plant before a place, a colour or the weather; long, short, with letters that English lacks."""

import random
import unicodedata

GIVEN = """
Acacia Alder Anémone Ash Aster Basil Betony Bo Bryony Camellia Cedar Clover Dahlia Fenn Fern Flora Hazel
Heather Holly Iris Ivy Jasmine Juniper Laurel Lavender Lilja Linden Lupin Magnolia Maple Myrtle Násturzia
Oakley Olive Pansy Poppy Primrose Reed Rosemary-Clémentine Rowan Saffron Sage Sorrel Tansy Teasel Thyme Viola
Willow Yarrow Zinnia
"""

FAMILY = """
Amberley-Underhill Azure Blåberg Brackenbridge Brightwater Cobalt Copperleaf Crimson Dewpond Drizzle
Fairweather-Longmeadow Fallow Fernhollow Flint Frostfield Grünwald Harebell Highmoor Indigo Kingfisher
Larkrise Lowtide Marlpit Mistral Mossbank Ng-Ochre Oak Ochre Pebbleshore Puddle Quarry Rainbow Riverstone
Saltmarsh Scarlet Śnieg Silverbirch Sunday-Bridge Tarn Thistledown Umber Vermilion Westwind Wildwood
Yellowhammer
"""

PLAIN = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L"})


def made_up_names(count: int, chance: random.Random) -> list[str]:
    """So many different names, the same ones for the same chance."""
    names = [f"{given} {family}" for given in GIVEN.split() for family in FAMILY.split()]
    return chance.sample(names, count)


def address_of(name: str) -> str:
    """anemone.oak@example.org: nobody's address, for ever."""
    letters = unicodedata.normalize("NFD", name.translate(PLAIN)).encode("ascii", "ignore").decode()
    return f"{letters.lower().replace(' ', '.')}@example.org"
