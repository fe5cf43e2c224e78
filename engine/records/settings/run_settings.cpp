#include "engine/records/encodings.h"
#include "engine/records/settings/checks.h"
#include "engine/records/settings/tables.h"

namespace ttt {
namespace {

std::vector<SettingChoice> encoding_choices()
{
    std::vector<SettingChoice> choices;
    for (const KnownEncoding& encoding : known_encodings)
        choices.push_back({encoding.key, encoding.words});
    return choices;
}

std::vector<SettingChoice> method_choices()
{
    std::vector<SettingChoice> choices;
    for (const MethodInfo& method : known_methods)
        choices.push_back({method.key, method.title});
    return choices;
}

std::vector<Setting> source_settings()
{
    return {
        {.key = "method",
         .member = &RunConfig::method,
         .part = SettingPart::source,
         .label = "Method",
         .noun = "method",
         .help =
             "How the model learns while it reads. Where no TTT parameters were trained, In-Place TTT has nothing to "
             "change, and the first method that has is taken.",
         .empty = "In-Place TTT",
         .choices = method_choices(),
         .kind = std::nullopt,
         .is_wide = true,
         .check = method_problem},
        {.key = "name",
         .member = &RunConfig::name,
         .part = SettingPart::label,
         .label = "Name",
         .noun = "name",
         .help = "What lists, legends and tables call the run.",
         .empty = "what was chosen for it",
         .kind = std::nullopt,
         .option = "TEXT"},
        {.key = "model",
         .member = &RunConfig::model,
         .part = SettingPart::source,
         .label = "Model",
         .noun = "model",
         .help = "Hugging Face directory of the checkpoint.",
         .empty = "the shipped model",
         .kind = std::nullopt,
         .option = "DIR",
         .is_path = true},
        {.key = "document",
         .member = &RunConfig::document,
         .part = SettingPart::source,
         .label = "Document",
         .noun = "document",
         .help = "Text file, plain or .xz.",
         .empty = "the shipped document",
         .option = "FILE",
         .is_path = true},
    };
}

std::vector<Setting> reading_settings()
{
    return {
        {.key = "window",
         .member = &RunConfig::window,
         .part = SettingPart::attention,
         .label = "Window",
         .noun = "attention window",
         .help = "Attention window: how many tokens a layer of attention reaches, with the current one. Layers pass on "
                 "what lies outside, step by step; fast weights remember it. 0: everything.",
         .empty = as_trained,
         .unit = "tokens",
         .range = {.least = 0},
         .off = "0",
         .zero = "full",
         .symbol = "window"},
        {.key = "tokens",
         .member = &RunConfig::tokens,
         .part = SettingPart::reading,
         .label = "Tokens",
         .noun = "number of tokens",
         .help = "Read at most so many tokens of the document.",
         .empty = "whole document",
         .range = {.least = 1}},
        {.key = "start_token",
         .member = &RunConfig::start_token,
         .part = SettingPart::reading,
         .label = "Start token",
         .noun = "start token",
         .help = "<|begin_of_text|> and its like, which some tokenizers put before every text. Left out, the first "
                 "tokens are harder to predict and perplexities are not those of other programs.",
         .empty = "as the tokenizer says",
         .choices = {{"yes", "put first"}, {"no", "left out"}},
         .is_rare = true},
        {.key = "encoding",
         .member = &RunConfig::encoding,
         .part = SettingPart::reading,
         .label = "Encoding",
         .noun = "encoding",
         .help =
             "Of the document. A byte order mark of UTF-16 or UTF-32 is believed; without one the bytes are taken as "
             "they are, which is right for UTF-8.",
         .empty = "as the file says",
         .choices = encoding_choices(),
         .option = "NAME",
         .is_rare = true},
    };
}

std::vector<Setting> measure_settings()
{
    return {
        {.key = "arms",
         .member = &RunConfig::arms,
         .part = SettingPart::measure,
         .label = "Arms",
         .noun = "choice of arms",
         .help =
             "Which models read: adapted (learns) and frozen (the same checkpoint, TTT off) side by side on the same "
             "tokens (paired), or one of them.",
         .empty = "paired",
         .choices = {{spelled(Arms::paired), "paired"},
                     {spelled(Arms::adapted), "adapted only"},
                     {spelled(Arms::frozen), "frozen only"}},
         .kind = std::nullopt},
        {.key = "twin",
         .member = &RunConfig::twin,
         .part = SettingPart::measure,
         .label = "Twin",
         .noun = "twin",
         .help = "Also reads with the twin, a model trained on the same rows without TTT: the honest opponent of "
                 "adapted.",
         .empty = "no",
         .option = "[DIR]",
         .is_path = true},
        {.key = "guard",
         .member = &RunConfig::guard,
         .part = SettingPart::measure,
         .label = "Guard",
         .noun = "guard",
         .help =
             "Where adapted costs more than frozen by the margin: the run says so, and a guarded arm can go on from "
             "there with the trained weights, learning off. It is decided from chunks that were scored already.",
         .empty = "say so",
         .choices = {{spelled(Guard::mark), "say so"},
                     {spelled(Guard::arm), "say so, and a guarded arm"},
                     {spelled(Guard::off), "off"}},
         .off = spelled(Guard::off),
         .is_rare = true,
         .check = guard_problem},
        {.key = "guard_margin",
         .member = &RunConfig::guard_margin,
         .part = SettingPart::measure,
         .label = "Guard margin",
         .noun = "margin of the guard",
         .help = "So many nats a token above frozen, in the mean over the judged chunks, are worse.",
         .empty = "0.05 nats",
         .unit = "nats",
         .range = {.least = 0},
         .is_rare = true},
        {.key = "guard_chunks",
         .member = &RunConfig::guard_chunks,
         .part = SettingPart::measure,
         .label = "Guard chunks",
         .noun = "number of chunks of the guard",
         .help = "So many chunks are judged together: few are quick to condemn what is only slow to start.",
         .empty = "16 chunks",
         .unit = "chunks",
         .range = {.least = 1},
         .is_rare = true},
        {.key = "probes",
         .member = &RunConfig::probes,
         .part = SettingPart::measure,
         .label = "Probes",
         .noun = "choice of probes",
         .help = "The costlier measurements: effective rank, write collision, output change and the logit change of "
                 "patterns.",
         .empty = "yes",
         .is_rare = true},
        {.key = "perplexity_window",
         .member = &RunConfig::perplexity_window,
         .part = SettingPart::measure,
         .label = "Perplexity over",
         .noun = "window of the perplexity",
         .help = "The last so many tokens make the windowed perplexity: exp(mean NLL).",
         .empty = "1,024 tokens",
         .unit = "tokens",
         .range = {.least = 1},
         .is_rare = true},
    };
}

std::vector<Setting> machine_settings()
{
    return {
        {.key = "device",
         .member = &RunConfig::device,
         .part = SettingPart::machine,
         .label = "Device",
         .noun = "device",
         .help = "Where to compute.",
         .empty = "CPU",
         .choices = {{spelled(Device::cpu), "CPU"}, {spelled(Device::cuda), "CUDA"}},
         .kind = std::nullopt,
         .check = device_problem},
        {.key = "dtype",
         .member = &RunConfig::dtype,
         .part = SettingPart::machine,
         .label = "Number format",
         .noun = "dtype",
         .help = "Of the slow weights; updates are always kept in float32.",
         .empty = "float32",
         .choices = {{spelled(Dtype::f32), "float32"}, {spelled(Dtype::bf16), "bfloat16"}},
         .is_rare = true},
        {.key = "seed",
         .member = &RunConfig::seed,
         .part = SettingPart::machine,
         .label = "Seed",
         .noun = "seed",
         .help = "Of random numbers: of a control, and of where LoRA starts. The same seed draws the same.",
         .empty = "0",
         .range = {.least = 0},
         .kind = std::nullopt,
         .is_rare = true},
    };
}

}  // namespace

std::vector<Setting> run_settings()
{
    std::vector<Setting> all;
    for (const auto& more : {source_settings(), reading_settings(), measure_settings(), machine_settings()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace ttt
