"""Awards, certificates, release, verification, register."""
