// `ttt bench ask`: how soon a place of a text is reached, and how long the tokens of an answer take.
#pragma once

namespace CLI {
class App;
}

namespace ttt {

void add_bench_ask(CLI::App& bench);

}  // namespace ttt
