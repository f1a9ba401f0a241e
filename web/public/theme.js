// Applies the remembered theme before the first paint; a file of its own because the content policy allows no inline script.
(function () {
    try {
        var theme = localStorage.getItem("groundwork.theme");
        if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    } catch {
        // Storage can be switched off; the system's preference then decides.
    }
})();
