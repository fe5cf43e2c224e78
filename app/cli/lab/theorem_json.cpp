#include "app/cli/lab/theorem_json.h"

#include "app/cli/shared/perplexity_json.h"

#include <nlohmann/json.hpp>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

template <class Value>
Json with_rival(Json values, const TheoremResult& result, Value rival)
{
    if (result.rival >= 0)
        values["rival"] = rival;
    return values;
}

Json tokens_json(const TheoremResult& result)
{
    const Json tokens{{"target", result.target}, {"key", result.key}, {"previous", result.previous}};
    return with_rival(tokens, result, result.rival);
}

Json predicted_json(const TheoremResult& result)
{
    const LogitChange change = logit_change(result, result.predicted);
    const Json values{
        {"target", change.target}, {"key", change.key}, {"previous", change.previous}, {"others", change.others_max}};
    return with_rival(values, result, change.rival);
}

Json measured_json(const TheoremResult& result, const std::vector<double>& values)
{
    const LogitChange change = logit_change(result, values);
    const Json json{{"target", change.target},         {"key", change.key},
                    {"previous", change.previous},     {"others_min", change.others_min},
                    {"others_max", change.others_max}, {"others_mean", change.others_mean}};
    return with_rival(json, result, change.rival);
}

Json assumptions_json(const TheoremResult& result)
{
    return {{"largest_dot", result.largest_dot}, {"norm_squared", result.norm_squared},
            {"key_cosine", result.key_cosine},   {"rounding", result.rounding},
            {"cross_talk", result.cross_talk},   {"broken", result.broken}};
}

}  // namespace

std::string theorem_json(const TheoremResult& result)
{
    const TheoremSetup& setup = result.setup;
    const Json json{{"eta", setup.eta},
                    {"rho", setup.rho},
                    {"tap", setup.tap},
                    {"position", setup.position},
                    {"dtype", setup.dtype.text()},
                    {"seed", setup.seed},
                    {"common_mode", setup.common_mode},
                    {"centre_keys", setup.centre_keys},
                    {"occurrences", setup.occurrences},
                    {"same_chunk", setup.same_chunk},
                    {"c_align", result.alignment},
                    {"tokens", tokens_json(result)},
                    {"query", result.query},
                    {"predicted", predicted_json(result)},
                    {"measured", measured_json(result, result.measured)},
                    {"single_run", measured_json(result, result.single)},
                    {"relative_error", result.relative_error},
                    {"inner", setup.inner},
                    {"rivals", setup.rivals},
                    {"assumptions", assumptions_json(result)}};
    return text_of(json);
}

}  // namespace ttt
