"""What a contact is: the vocabulary and the types every stage speaks."""
