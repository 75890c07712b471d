package postwarden.daemon;
