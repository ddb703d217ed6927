-- True for text in UTF-8 that was taken for Latin-1 and encoded again: it shows a letter from the range of lead bytes (the first
-- Ã or Â is looked at), then one from that of continuations.
(position('Ã' in :it) > 0
    and substring(:it, position('Ã' in :it) + 1, 1) > '~' and substring(:it, position('Ã' in :it) + 1, 1) <= '¿'
    or position('Â' in :it) > 0
    and substring(:it, position('Â' in :it) + 1, 1) > '~' and substring(:it, position('Â' in :it) + 1, 1) <= '¿')
