"""The project package: configuration, identity, tenancy, the Charter's own definition, the kit and the desk."""
