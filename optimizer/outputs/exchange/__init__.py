"""Exchange with care systems and funders: FHIR R4, and delivery messages of ESPPADOM."""
