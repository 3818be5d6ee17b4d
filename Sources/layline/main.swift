print("layline")
