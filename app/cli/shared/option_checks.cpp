#include "app/cli/shared/option_checks.h"

#include "engine/records/parsed_number.h"

#include <cmath>
#include <optional>

namespace ttt {

namespace {

template <class T, class Accept>
CLI::Validator check(std::string wanted, Accept accept)
{
    const auto refuse = [wanted = std::move(wanted), accept](const std::string& text) {
        const std::optional<T> value = parsed_number<T>(text);
        return value && accept(*value) ? std::string() : "'" + text + "' is not " + wanted;
    };
    return CLI::Validator(refuse, "");
}

}  // namespace

CLI::Validator whole_number(std::int64_t smallest)
{
    return check<std::int64_t>("a whole number of at least " + std::to_string(smallest),
                               [smallest](std::int64_t value) { return value >= smallest; });
}

CLI::Validator number(double smallest)
{
    return check<double>(smallest == 0 ? "a number of at least 0" : "a number",
                         [smallest](double value) { return std::isfinite(value) && value >= smallest; });
}

}  // namespace ttt
