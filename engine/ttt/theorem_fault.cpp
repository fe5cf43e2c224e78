#include "engine/ttt/theorem.h"

#include <limits>
#include <sstream>

namespace ttt {

namespace {

using Limits = TheoremLimits;

template <class T>
std::string outside(const char* what, const std::string& wanted, const T& got)
{
    std::ostringstream text;
    text.precision(std::numeric_limits<double>::digits10);
    text << what << " must be " << wanted << ", not " << got << ".";
    return text.str();
}

}  // namespace

std::string fault_of(const TheoremSetup& setup)
{
    const std::int64_t last = last_position(setup);
    if (setup.tap < 1 || setup.tap > 3)
        return outside("The tap", "1 (previous token), 2 (reconstruction) or 3 (next token)", setup.tap);
    if (setup.position < 0 || setup.position > last)
        return outside("The position of the key in its chunk", "from 0 to " + std::to_string(last), setup.position);
    if (setup.inner < Limits::least_inner || setup.inner > Limits::most_inner)
        return outside("The width of the keys", "from 16 to 4096", setup.inner);
    if (!(setup.rho >= 0 && setup.rho <= 1))
        return outside("rho, the dot product of two embeddings,", "from 0 to 1", setup.rho);
    if (!(setup.eta >= 0 && setup.eta <= Limits::most_eta))
        return outside("eta", "from 0 to 1000000", setup.eta);
    if (!setup.dtype.known())
        return outside("The dtype", all_words<TheoremDtype>(), "'" + setup.dtype.text() + "'");
    if (!(setup.common_mode >= 0 && setup.common_mode <= Limits::most_common_mode))
        return outside("The common mode of the keys", "from 0 to 100", setup.common_mode);
    if (setup.occurrences < 1 || setup.occurrences > Limits::most_pairs)
        return outside("The occurrences of the pair", "from 1 to " + std::to_string(Limits::most_pairs),
                       setup.occurrences);
    const std::int64_t most_rivals = Limits::most_pairs - setup.occurrences;
    if (setup.rivals < 0 || setup.rivals > most_rivals)
        return outside("The rivals of the pair",
                       "from 0 to " + std::to_string(most_rivals) + " beside " + std::to_string(setup.occurrences) +
                           " of the pair itself",
                       setup.rivals);
    return "";
}

}  // namespace ttt
