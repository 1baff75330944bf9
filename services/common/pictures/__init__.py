"""Pictures that strangers send: which files are some, and having them redrawn where a mistake in a decoder does little.

kinds.py tells a picture by its first bytes. redrawing.py starts a process for each, program.py is what runs in it: it
opens the picture under guard and hands it to the service's own drawing (auth/avatar_drawing.py,
chat/picture_drawing.py), which says what is to become of it. Only those three files know a decoder.
"""
