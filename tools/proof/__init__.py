"""``make proof``: every figure as a grey printer shows it, with what would be lost there."""
