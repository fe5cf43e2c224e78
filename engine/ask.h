// The third door to the engine: stands at a token of a run, reads a question there and says what each arm expects next,
// or goes on by itself. No torch in this header.
#pragma once

#include "engine/records/answers.h"
#include "engine/records/records.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace ttt {

/// Tokens read of how many there are to read.
using AskProgress = std::function<void(std::int64_t read, std::int64_t wanted)>;

/// Hears an arm's answer so far, after each of its tokens; its last bytes may be a part of a character.
using AskListener = std::function<void(const ArmAnswer& answer)>;

/// What a logged run was besides its configuration.
struct RunOrigin {
    std::vector<RunStretch> before;  // as RunHeader
    std::string model_hash;          // empty: any
};

/// A model opened for questions at places of one text. Create, use and destroy it on one thread. What takes long asks
/// `cancel` between stretches and throws Cancelled. States are kept in memory every so many tokens, so that a place is
/// reached from the one before it; what they may take is bounded (kept()).
class Ask {
public:
    /// `config` as a run's header holds it, or as asked for; `ids` the tokens of the text. Throws ttt::Error, also when
    /// the model is not the one of the run any more.
    Ask(const RunConfig& config, std::vector<std::int32_t> ids, const RunOrigin& origin = {});
    /// The same of a document that no run has read; `asked` as a run would be asked for. Throws Cancelled, too.
    explicit Ask(const RunConfig& asked, std::stop_token cancel);
    ~Ask();
    Ask(Ask&&) noexcept;
    Ask& operator=(Ask&&) noexcept;

    /// Of the model as it is on disk now.
    const std::string& model_hash() const;
    std::int64_t tokens() const;  // of the text
    /// What who reads the answers must know of how the text was read.
    const std::vector<std::string>& remarks() const;
    /// In the order of all answers: frozen, adapted, twin, as far as they run.
    std::vector<Arm> arms() const;

    /// Reads the text up to the place. Throws ttt::Error when the text has no such place.
    void stand(const AskPlace& place, const std::stop_token& cancel = {}, const AskProgress& progress = {});

    /// What each arm expects behind the prompt, read at the place where stand() left it, from where it was left. An
    /// empty prompt asks for the place itself. Any bytes; throws ttt::Error when nothing at all was read before.
    std::vector<ArmAnswer> read(const std::string& prompt);

    /// The same behind earlier turns of a conversation at the place: each arm has its own answers before it.
    std::vector<ArmAnswer> read(const std::vector<AskTurn>& turns, const std::string& prompt);

    /// Goes on behind what read() read, each arm with tokens of its own; once. Returns each arm's text. When it is
    /// cancelled, returns what there is.
    std::vector<ArmAnswer> go_on(const AskChoices& choices, const AskListener& listen = {},
                                 const std::stop_token& cancel = {});

    /// Goes on behind earlier turns and the prompt, one arm after another: all is read anew for each.
    std::vector<ArmAnswer> go_on(const std::vector<AskTurn>& turns, const std::string& prompt,
                                 const AskChoices& choices, const AskListener& listen = {},
                                 const std::stop_token& cancel = {});

    /// Reads the next stretch of the text that no state was kept of, so that later places are near; false: all was.
    bool read_ahead(const std::stop_token& cancel = {});
    AskKept kept() const;

private:
    std::vector<ArmAnswer> voices(const AskChoices& choices, std::optional<Arm> only, const AskListener& listen,
                                  const std::stop_token& cancel);

    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ttt
