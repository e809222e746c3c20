import "../../ui/page.js";
