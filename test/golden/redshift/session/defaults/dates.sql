set datestyle to 'ISO, YMD'
