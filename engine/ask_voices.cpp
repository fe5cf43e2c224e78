// How the arms of an Ask go on by themselves.
#include "engine/ask_parts.h"
#include "engine/machine/failure.h"
#include "engine/records/error.h"
#include "engine/sampler.h"

#include <torch/utils.h>

#include <algorithm>
#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

/// One arm that goes on. One that is done keeps its last token, which is read beside those of the others.
class Voice {
public:
    Voice(Arm arm, const AskChoices& choices) : sampler_(choices), stop_(&choices.stop) { answer_.arm = arm; }

    std::int32_t draw(const Tensor& logits) { return token_ = sampler_.draw(logits); }
    void add(const std::string& bytes);

    std::int32_t token() const { return token_; }
    bool is_done() const { return is_done_; }
    const ArmAnswer& answer() const { return answer_; }

private:
    Sampler sampler_;
    const std::vector<std::string>* stop_;
    ArmAnswer answer_;
    std::int32_t token_ = 0;
    bool is_done_ = false;
};

void Voice::add(const std::string& bytes)
{
    answer_.text += bytes;
    ++answer_.tokens;
    std::size_t end = std::string::npos;
    for (const std::string& word : *stop_)
        if (!word.empty())
            end = std::min(end, answer_.text.find(word));
    is_done_ = end != std::string::npos;
    if (is_done_)
        answer_.text.resize(end);
}

std::vector<std::int32_t> tokens_of(const std::vector<Voice>& voices)
{
    std::vector<std::int32_t> tokens;
    for (const Voice& voice : voices)
        tokens.push_back(voice.token());
    return tokens;
}

}  // namespace

/// `only`: the others are drawn along, since arms are read together, and nobody hears them.
std::vector<ArmAnswer> Ask::voices(const AskChoices& choices, std::optional<Arm> only, const AskListener& listen,
                                   const std::stop_token& cancel)
try {
    const torch::NoGradGuard no_grad;
    if (const std::string problem = problem_of(choices); !problem.empty())
        throw Error(problem);
    AskStream& stream = parts_->stream;
    std::vector<Voice> voices;
    for (const Arm arm : stream.arms())
        voices.emplace_back(arm, choices);
    const auto is_heard = [only](const Voice& voice) { return !only || voice.answer().arm == *only; };
    const auto wants_more = [&](const Voice& voice) { return is_heard(voice) && !voice.is_done(); };
    const auto goes_on = [&] { return !cancel.stop_requested() && std::ranges::any_of(voices, wants_more); };
    for (std::int64_t count = 0; count < choices.length && goes_on(); ++count) {
        if (count > 0)
            stream.read_own(tokens_of(voices), parts_->place.learns);
        const std::vector<Tensor> logits = stream.logits();
        for (std::size_t index = 0; index < voices.size(); ++index)
            if (Voice& voice = voices[index]; !voice.is_done()) {
                voice.add(parts_->bytes_of(voice.draw(logits[index])));
                if (listen && is_heard(voice))
                    listen(voice.answer());
            }
    }
    std::vector<ArmAnswer> answers;
    for (const Voice& voice : voices)
        if (is_heard(voice))
            answers.push_back(voice.answer());
    return answers;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

std::vector<ArmAnswer> Ask::go_on(const AskChoices& choices, const AskListener& listen, const std::stop_token& cancel)
{
    return voices(choices, {}, listen, cancel);
}

std::vector<ArmAnswer> Ask::read(const std::vector<AskTurn>& turns, const std::string& prompt)
{
    if (turns.empty())
        return read(prompt);
    std::vector<ArmAnswer> answers;
    for (const Arm arm : arms())
        for (ArmAnswer& answer : read(text_before(turns, arm, prompt)))
            if (answer.arm == arm)
                answers.push_back(std::move(answer));
    return answers;
}

std::vector<ArmAnswer> Ask::go_on(const std::vector<AskTurn>& turns, const std::string& prompt,
                                  const AskChoices& choices, const AskListener& listen, const std::stop_token& cancel)
{
    if (turns.empty()) {
        read(prompt);
        return voices(choices, {}, listen, cancel);
    }
    std::vector<ArmAnswer> answers;
    for (const Arm arm : arms()) {
        read(text_before(turns, arm, prompt));
        answers.push_back(voices(choices, arm, listen, cancel).front());
    }
    return answers;
}

}  // namespace ttt
