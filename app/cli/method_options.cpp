#include "app/cli/method_options.h"

#include "app/cli/exit_code.h"
#include "app/cli/option_checks.h"
#include "app/compare_methods.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace ttt {

namespace {

constexpr double any_number = std::numeric_limits<double>::lowest();

// One bit per method, in the order of method_names().
enum Methods : unsigned { in_place = 1, dynamic = 2, lora = 4, both = 8 };
constexpr unsigned fast = in_place | both, gradient = dynamic | both, any_gradient = gradient | lora;

struct MethodOption {
    std::string_view name;
    unsigned methods;
};

constexpr std::array method_options{
    MethodOption{"--chunk", fast},
    MethodOption{"--inner-lr", fast},
    MethodOption{"--decay", fast},
    MethodOption{"--target", fast},
    MethodOption{"--target-source", fast},
    MethodOption{"--target-scale", fast},
    MethodOption{"--relative-cap", fast},
    MethodOption{"--clip", fast},
    MethodOption{"--centre-keys", fast},
    MethodOption{"--no-centre-keys", fast},
    MethodOption{"--control", fast},
    MethodOption{"--segment", dynamic | lora},
    MethodOption{"--lr", any_gradient},
    MethodOption{"--optimizer", any_gradient},
    MethodOption{"--parameters", any_gradient},
    MethodOption{"--prior-decay", gradient},
    MethodOption{"--epsilon", any_gradient},
    MethodOption{"--statistics", gradient},
    MethodOption{"--statistics-tokens", gradient},
    MethodOption{"--rank", lora},
    MethodOption{"--alpha", lora},
    MethodOption{"--steps", lora},
};

/// "dynamic-evaluation, lora"
std::string names_of(unsigned methods, const char* last_separator)
{
    std::vector<std::string> names;
    for (std::size_t at = 0; at < method_names().size(); ++at)
        if (methods & (1U << at))
            names.push_back(method_names()[at]);
    std::string text;
    for (std::size_t at = 0; at < names.size(); ++at)
        text += (at == 0 ? "" : at + 1 == names.size() ? last_separator : ", ") + names[at];
    return text;
}

unsigned bit_of(const std::string& method)
{
    const auto& names = method_names();
    const auto at = std::find(names.begin(), names.end(), method);
    return at == names.end() ? ~0U : 1U << static_cast<unsigned>(at - names.begin());  // unknown: the engine refuses it
}

void add_rms_options(CLI::App& command, RunConfig& config)
{
    command
        .add_option("--prior-decay", config.prior_decay,
                    "How strongly weights return to what was trained, of rms; default: the method's own")
        ->check(number(0))
        ->type_name("X");
    command.add_option("--epsilon", config.epsilon, "Added to the divisor of rms and adam; default: the method's own")
        ->check(number(0))
        ->type_name("X");
    command
        .add_option("--statistics", config.statistics,
                    "Text whose gradients rms measures before it reads; default: the document's first tokens")
        ->type_name("FILE");
    command
        .add_option("--statistics-tokens", config.statistics_tokens, "How many tokens of it; default: the method's own")
        ->check(whole_number(1))
        ->type_name("N");
}

}  // namespace

void add_method_option(CLI::App& command, RunConfig& config)
{
    command.add_option("--method", config.method, "How the model learns; default: in-place")
        ->check(CLI::IsMember(method_names()))
        ->type_name("");
}

void add_gradient_options(CLI::App& command, RunConfig& config)
{
    command
        .add_option("--segment", config.segment, "Tokens that are scored, then learned from; default: the method's own")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_option("--lr", config.lr, "Learning rate of a gradient step; default: the method's own")
        ->check(number(0))
        ->type_name("X");
    command.add_option("--optimizer", config.optimizer, "What makes a step of a gradient; default: the method's own")
        ->check(CLI::IsMember({"sgd", "rms", "adam"}))
        ->type_name("");
    command
        .add_option("--parameters", config.parameters,
                    "What learns. Dynamic evaluation: all, down or norms; LoRA: of q, v, down, head, by commas")
        ->type_name("WORDS");
    add_rms_options(command, config);
    command.add_option("--rank", config.rank, "Rank r of what LoRA adds, alpha/r B A; default: the method's own")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_option("--alpha", config.alpha, "Scale alpha of what LoRA adds; default: the method's own")
        ->check(number(any_number))
        ->type_name("X");
    command.add_option("--steps", config.steps, "Gradient steps per segment; default: the method's own")
        ->check(whole_number(1))
        ->type_name("N");
}

void group_method_options(CLI::App& command)
{
    for (const MethodOption& option : method_options)
        if (CLI::Option* known = command.get_option_no_throw(std::string(option.name)))
            known->group("Only with --method " + names_of(option.methods, " or "));
}

void check_method_options(const CLI::App& command, const std::string& method)
{
    for (const MethodOption& option : method_options) {
        const CLI::Option* known = command.get_option_no_throw(std::string(option.name));
        if (known && known->count() > 0 && !(option.methods & bit_of(method)))
            throw UsageError(std::string(option.name) + " is an option of " + names_of(option.methods, " and ") +
                             ", not of " + method + "; leave it out, or choose another --method.");
    }
}

}  // namespace ttt
