"""The only way out to a requesting state: what is said, when, and under which clearance.

words.py      the sentences, English and French; there are no others
slots.py      when something can go out: from the request alone
message.py    the bytes of a message: from public request, class, items, slot, language
permit.py     what a clearance allows, verified here and not taken from anybody
post.py       in the caller's transaction: spends the clearance, keeps the message
deliver.py    takes what is due to its recipient, until it is acknowledged
adapters.py   the ways there: a folder, HTTPS with a pinned certificate
waiting.py    after a restore: what waited in the older outbox stays there
recall.py     calls a message back, in the words of every correction
"""
