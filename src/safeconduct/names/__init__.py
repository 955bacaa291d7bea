"""One person under many spellings: reading a name, keys that two spellings share, a score.

    folding    text as it is compared: without capitals, accents, invisible signs
    reading    a name's words: particles, patronymics, initials, honorifics, noise
    sounds     a word in any script as sounds
    codes      sounds as classes that do not depend on who spelled the word
    keys       a person as a few keys, of which two descriptions of one person share one
    score      two descriptions as a probability, with a reason for every part

Pure: nothing here asks a network or a database. What is learnt or tabled lies in `data/`.
"""
