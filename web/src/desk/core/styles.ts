import "./lists.css";
import "./combobox.css";
import "./board.css";
import "./show.css";
import "./line-inputs.css";
import "./choices.css";
