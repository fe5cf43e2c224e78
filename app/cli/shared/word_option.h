// An option whose value is one of an enum's words.
#pragma once

#include "engine/records/words.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace ttt {

/// `value`: an E or a Choice<E>; must live as long as the command.
template <class E, class Value>
CLI::Option* add_word_option(CLI::App& command, const std::string& name, Value& value, const std::string& help)
{
    std::vector<std::string> words;
    for (const Spelling<E>& word : spellings<E>)
        words.emplace_back(word.text);
    return command
        .add_option_function<std::string>(
            name, [&value](const std::string& word) { value = find_word<E>(word).value(); }, help)
        ->check(CLI::IsMember(words))
        ->type_name("");
}

}  // namespace ttt
