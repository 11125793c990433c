import "./tokens.css";
import "./base.css";
import "./controls.css";
import "./show.css";
import "./shell.css";
