import "./tokens.css";
import "./base.css";
import "./controls.css";
import "./show.css";
import "./lists.css";
import "./shell.css";
