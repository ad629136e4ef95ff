import { render } from "preact";
import { App } from "./app";
import { startClock } from "./clock";
import { mindTheSheets } from "./fetched";
import { startLanguage } from "./i18n/language";
import { startRouter } from "./router";
import "./styles/tokens.css";
import "./styles/fonts.css";
import "./styles/base.css";
import "./styles/bar.css";
import "./styles/parts.css";
import { mindTheBrowser } from "./wire/connections";

startLanguage();
startClock();
startRouter();
mindTheBrowser();
mindTheSheets();

const root = document.getElementById("app");
if (root) render(<App />, root);
