from auditor.demo.sites import Demo


def platform_demos() -> tuple[Demo, ...]:
    return ()
