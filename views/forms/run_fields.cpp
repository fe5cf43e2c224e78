#include "views/forms/run_fields.h"

#include "engine/records/encodings.h"

#include <QCoreApplication>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ttt::RunForm)
};

using Fields = std::vector<RunField>;

RunField typed(const char* key, const QString& label, const QString& unit, const QString& help, bool is_rule)
{
    return {.key = QLatin1String(key),
            .name = QLatin1String(key),
            .methods = {},
            .label = label,
            .unit = unit,
            .help = help,
            .is_rare = false,
            .is_wide = false,
            .is_rule = is_rule,
            .choices = {}};
}

RunField chosen(const char* key, const QString& label, const QString& help, bool is_rule,
                std::vector<FieldChoice> choices)
{
    return {.key = QLatin1String(key),
            .name = QLatin1String(key),
            .methods = {},
            .label = label,
            .unit = {},
            .help = help,
            .is_rare = false,
            .is_wide = false,
            .is_rule = is_rule,
            .choices = std::move(choices)};
}

RunField wide(RunField field)
{
    field.is_wide = true;
    return field;
}

RunField rare(RunField field)
{
    field.is_rare = true;
    return field;
}

/// Only where fast weights learn.
RunField fast(RunField field)
{
    field.methods = {QStringLiteral("in-place"), QStringLiteral("in-place+dynamic-evaluation")};
    return field;
}

void add_rule(Fields& fields)
{
    fields.push_back(wide(chosen(
        "method", Words::tr("Method"),
        Words::tr(
            "In-Place TTT (arXiv 2604.06169): the MLP down-projection of some layers learns while the model "
            "reads, chunk by chunk: S ← γ S + η Vᵀ Z, W = W₀ + S. Dynamic evaluation (1709.07432): after each "
            "segment the weights take a gradient step on its NLL: θ ← θ − lr g. LoRA (2106.09685): the same "
            "for a low-rank product beside chosen matrices: W = W₀ + α/r B A. Both: fast weights are written while "
            "the model reads, and W₀ takes the gradient step after. Default: In-Place TTT."),
        false,
        {{QString(), Words::tr("In-Place TTT")},
         {QStringLiteral("dynamic-evaluation"), Words::tr("Dynamic evaluation")},
         {QStringLiteral("lora"), Words::tr("LoRA")},
         {QStringLiteral("in-place+dynamic-evaluation"), Words::tr("In-Place TTT + dynamic evaluation")}})));
    fields.push_back(
        fast(typed("fast_layers", Words::tr("Fast layers"), {},
                   Words::tr("Layers whose down-projection learns, counted from 0, parted by commas. Empty: those "
                             "that were trained to."),
                   true)));
    fields.push_back(
        fast(typed("chunk", Words::tr("Chunk"), Words::tr("tokens"),
                   Words::tr("C, the tokens of a chunk: read with the weights as they are, then written at once. "
                             "Empty: as trained."),
                   false)));
    fields.push_back(
        fast(typed("inner_lr", Words::tr("Inner rate η"), {},
                   Words::tr("Rate of the update: ΔW = η Vᵀ Z, one for all layers or one for each; may be a fraction "
                             "such as 0.1/128. 0 writes nothing. Empty: as trained."),
                   true)));
    fields.push_back(
        fast(typed("decay", Words::tr("Decay γ"), {},
                   Words::tr("How much of the drift survives one chunk: S ← γ S + ΔW, γ in (0, 1], one for all layers "
                             "or one for each. 1 is the official rule. Empty: as trained."),
                   true)));
    fields.push_back(fast(chosen("target", Words::tr("Target"),
                                 Words::tr("V, what an update writes. As trained: a learned mix of the tokens around, "
                                           "V = conv(S) Wt. By hand: the next token (LM-aligned), the current one "
                                           "(reconstruction) or the one before, V = α S."),
                                 true,
                                 {{QString(), Words::tr("as trained")},
                                  {QStringLiteral("lm-aligned"), Words::tr("LM-aligned")},
                                  {QStringLiteral("reconstruction"), Words::tr("reconstruction")},
                                  {QStringLiteral("previous"), Words::tr("previous token")}})));
    fields.push_back(
        fast(typed("relative_cap", Words::tr("Drift cap"), Words::tr("‖W₀‖"),
                   Words::tr("Largest drift that is read: ‖W − W₀‖ ≤ cap · ‖W₀‖. 0: none. Empty: as trained."), true)));
    add_gradient_fields(fields);
    fields.push_back(
        typed("window", Words::tr("Window"), Words::tr("tokens"),
              Words::tr("Attention window: how many tokens a layer of attention reaches, with the current one. "
                        "Layers pass on what lies outside, step by step; fast weights remember it. 0: everything. "
                        "Empty: as trained."),
              false));
}

void add_run(Fields& fields)
{
    fields.push_back(
        chosen("arms", Words::tr("Arms"),
               Words::tr("Which models read: adapted (learns) and frozen (the same checkpoint, TTT off) side by "
                         "side on the same tokens (paired), or one of them. Default: paired."),
               false,
               {{QString(), Words::tr("paired")},
                {QStringLiteral("adapted"), Words::tr("adapted only")},
                {QStringLiteral("frozen"), Words::tr("frozen only")}}));
    fields.push_back(
        chosen("twin", Words::tr("Twin"),
               Words::tr("Also reads with the twin, a model trained on the same rows without TTT: the honest "
                         "opponent of adapted. Default: no."),
               false, {{QString(), Words::tr("no")}, {QStringLiteral("yes"), Words::tr("yes")}}));
    fields.push_back(typed("tokens", Words::tr("Tokens"), {},
                           Words::tr("Read at most so many tokens of the document. Empty: the whole document."),
                           false));
    fields.push_back(chosen("device", Words::tr("Device"), Words::tr("Where to compute. Default: CPU."), false,
                            {{QString(), Words::tr("CPU")}, {QStringLiteral("cuda"), Words::tr("CUDA")}}));
}

std::vector<FieldChoice> encoding_choices()
{
    std::vector<FieldChoice> choices{{QString(), Words::tr("as the file says")}};
    for (const KnownEncoding& encoding : known_encodings)
        choices.push_back({QString::fromUtf8(encoding.key.data(), static_cast<qsizetype>(encoding.key.size())),
                           QString::fromUtf8(encoding.words.data(), static_cast<qsizetype>(encoding.words.size()))});
    return choices;
}

/// How the document becomes tokens.
void add_reading(Fields& fields)
{
    fields.push_back(
        rare(chosen("start_token", Words::tr("Start token"),
                    Words::tr("<|begin_of_text|> and its like, which some tokenizers put before every text. Left out, "
                              "the first tokens are harder to predict and perplexities are not those of other "
                              "programs. Default: as the tokenizer says."),
                    false,
                    {{QString(), Words::tr("as the tokenizer says")},
                     {QStringLiteral("yes"), Words::tr("put first")},
                     {QStringLiteral("no"), Words::tr("left out")}})));
    fields.push_back(
        rare(chosen("encoding", Words::tr("Encoding"),
                    Words::tr("Of the document. A byte order mark of UTF-16 or UTF-32 is believed; without one the "
                              "bytes are taken as they are, which is right for UTF-8. Default: as the file says."),
                    false, encoding_choices())));
}

void add_rare(Fields& fields)
{
    fields.push_back(fast(
        rare(chosen("target_source", Words::tr("Target source"),
                    Words::tr("S, what targets are made of: the layer's own MLP input (hidden states) or the token "
                              "embeddings. Default: as trained."),
                    true,
                    {{QString(), Words::tr("as trained")},
                     {QStringLiteral("hidden_states"), Words::tr("hidden states")},
                     {QStringLiteral("input_embed"), Words::tr("token embeddings")}}))));
    fields.push_back(
        fast(rare(typed("target_scale", Words::tr("Target scale α"), {},
                        Words::tr("Scale of a target set by hand: V = α S. The trained target has its own projection. "
                                  "Default: 1."),
                        true))));
    fields.push_back(
        fast(rare(typed("clip", Words::tr("Clip τ"), {},
                        Words::tr("Largest norm of one update: ‖η Vᵀ Z‖ ≤ τ. 0: none. Empty: as trained."), true))));
    fields.push_back(fast(
        rare(chosen("centre_keys", Words::tr("Centre keys"),
                    Words::tr("Subtract the chunk's mean key before writing: Z − mean(Z); reading uses Z as it is. "
                              "Default: as trained."),
                    true,
                    {{QString(), Words::tr("as trained")},
                     {QStringLiteral("yes"), Words::tr("yes")},
                     {QStringLiteral("no"), Words::tr("no")}}))));
    add_rare_gradient_fields(fields);
    fields.push_back(
        rare(chosen("dtype", Words::tr("Number format"),
                    Words::tr("Of the slow weights; updates are always kept in float32. Default: float32."), false,
                    {{QString(), Words::tr("float32")}, {QStringLiteral("bf16"), Words::tr("bfloat16")}})));
    fields.push_back(
        rare(chosen("probes", Words::tr("Probes"),
                    Words::tr("The costlier measurements: effective rank, write collision, output change and the "
                              "logit change of patterns. Default: yes."),
                    false, {{QString(), Words::tr("yes")}, {QStringLiteral("no"), Words::tr("no")}})));
    fields.push_back(
        rare(typed("perplexity_window", Words::tr("Perplexity over"), Words::tr("tokens"),
                   Words::tr("The last so many tokens make the windowed perplexity: exp(mean NLL). Default: "
                             "1,024."),
                   false)));
    fields.push_back(fast(
        rare(chosen("control", Words::tr("Control"),
                    Words::tr("Random: every update becomes random numbers of the same norm, ‖R‖ = ‖ΔW‖, which know "
                              "nothing of the text; what such a run gains does not come from learning. Default: "
                              "none."),
                    true, {{QString(), Words::tr("none")}, {QStringLiteral("random"), Words::tr("random")}}))));
    fields.push_back(rare(typed(
        "seed", Words::tr("Seed"), {},
        Words::tr(
            "Of random numbers: of a control, and of where LoRA starts. The same seed draws the same. Default: 0."),
        false)));
    add_reading(fields);
}

}  // namespace

const std::vector<RunField>& run_fields()
{
    static const Fields fields = [] {
        Fields all;
        add_rule(all);
        add_run(all);
        add_rare(all);
        return all;
    }();
    return fields;
}

bool belongs(const RunField& field, const std::string& method)
{
    return field.methods.isEmpty() || field.methods.contains(QString::fromStdString(method));
}

bool is_of_fast_weights(const RunField& field)
{
    return field.methods.contains(QString::fromStdString(RunConfig().method));
}

const RunField* find_field(const QString& key, const std::string& method)
{
    for (const RunField& field : run_fields())
        if (field.key == key && belongs(field, method))
            return &field;
    return nullptr;
}

QString method_words(const std::string& method)
{
    const QString name = method == RunConfig().method ? QString() : QString::fromStdString(method);
    for (const FieldChoice& choice : run_fields().front().choices)
        if (choice.value == name)
            return choice.words;
    return name;
}

}  // namespace ttt
