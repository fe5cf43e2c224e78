#include "views/tables/metric_help.h"

#include <QCoreApplication>

#include <algorithm>

#include <array>

namespace ttt {

namespace {

struct Help {
    Metric metric;
    const char* sentence;
};

/// Z: the chunk's keys, [C, f]; V: its targets, [C, d]; W₀: the trained W_down, [d, f]; ‖·‖: Frobenius norm.
constexpr std::array help_table{
    Help{Metric::delta_norm,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Size of what the chunk wrote, after rate and clip: ‖ΔW‖ with ΔW = η Vᵀ Z.")},
    Help{Metric::delta_relative,
         QT_TRANSLATE_NOOP("ttt::metric_help", "What the chunk wrote, as a part of the trained weights: ‖ΔW‖ / ‖W₀‖.")},
    Help{Metric::drift_norm,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "How far the fast weights are from the trained ones: ‖W − W₀‖, after decay and cap.")},
    Help{Metric::drift_relative,
         QT_TRANSLATE_NOOP(
             "ttt::metric_help",
             "The drift as a part of the trained weights: ‖W − W₀‖ / ‖W₀‖; the cap is a limit on this number.")},
    Help{Metric::cosine_previous,
         QT_TRANSLATE_NOOP("ttt::metric_help", "Direction of this chunk's update against the one before: cos(ΔWᵢ, "
                                               "ΔWᵢ₋₁); 1 writes the same again, 0 something "
                                               "new.")},
    Help{Metric::output_change,
         QT_TRANSLATE_NOOP("ttt::metric_help", "How much the drift changes what the layer says on this chunk: ‖y − y₀‖ "
                                               "/ ‖y₀‖, where y₀ = W₀ z is the output "
                                               "without drift.")},
    Help{Metric::effective_rank,
         QT_TRANSLATE_NOOP("ttt::metric_help", "In how many directions the chunk wrote: exp(H(p)) with pⱼ = σⱼ² / Σσ², "
                                               "σ the singular values of Vᵀ Z and H the "
                                               "entropy.")},
    Help{Metric::key_tail_p99,
         QT_TRANSLATE_NOOP("ttt::metric_help", "Whether some tokens write much louder than others: 99th percentile of "
                                               "the key norms ‖zₜ‖ divided by their median.")},
    Help{Metric::key_tail_max,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "The loudest token of the chunk: largest key norm ‖zₜ‖ divided by the median.")},
    Help{Metric::write_collision,
         QT_TRANSLATE_NOOP(
             "ttt::metric_help",
             "How far the keys of the chunk overlap: the mean of ‖projection of zᵢ on the span of z₁…zᵢ₋₁‖² / ‖zᵢ‖²; 0 "
             "orthogonal, 1 all in the span of the earlier ones.")},
    Help{Metric::clip_scale,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "What the clip left of the update: min(1, τ / ‖η Vᵀ Z‖); 1: it was not touched.")},
    Help{Metric::cap_scale,
         QT_TRANSLATE_NOOP("ttt::metric_help", "What the cap left of the drift: min(1, cap · ‖W₀‖ / ‖S‖) with S the "
                                               "decayed sum of updates; 1: it was not touched.")},
    Help{Metric::precision_health,
         QT_TRANSLATE_NOOP("ttt::metric_help", "How much of the update survived the number format: realised / intended "
                                               "norm of the step; 1 is all, 0 was lost to "
                                               "rounding.")},
    Help{Metric::nonfinite,
         QT_TRANSLATE_NOOP("ttt::metric_help", "How many values of the update or the drift are infinite or not a "
                                               "number; anything above 0 ends the learning.")},
    Help{Metric::gradient_norm,
         QT_TRANSLATE_NOOP("ttt::metric_help", "How strongly the segment pulls at what learns in the layer: ‖g‖ with g "
                                               "the gradient of its mean NLL.")},
    Help{Metric::nll_frozen,
         QT_TRANSLATE_NOOP(
             "ttt::metric_help",
             "Surprise of the frozen model: the mean of −ln p(token) over the chunk; 0 would be perfect.")},
    Help{Metric::nll_adapted,
         QT_TRANSLATE_NOOP("ttt::metric_help", "Surprise of the adapted model: the mean of −ln p(token) over the "
                                               "chunk, before the chunk could be learned from.")},
    Help{Metric::nll_twin,
         QT_TRANSLATE_NOOP(
             "ttt::metric_help",
             "Surprise of the twin, trained on the same rows without TTT: the mean of −ln p(token) over the chunk.")},
    Help{Metric::nll_guarded,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Surprise of the guarded arm: the adapted model until it was found to be "
                           "worse than frozen, the frozen one from there on.")},
    Help{Metric::perplexity_frozen,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Perplexity of the frozen model over all tokens up to here: exp(mean NLL).")},
    Help{Metric::perplexity_adapted,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Perplexity of the adapted model over all tokens up to here: exp(mean NLL).")},
    Help{Metric::perplexity_twin,
         QT_TRANSLATE_NOOP("ttt::metric_help", "Perplexity of the twin over all tokens up to here: exp(mean NLL).")},
    Help{Metric::perplexity_guarded,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Perplexity of the guarded arm over all tokens up to here: exp(mean NLL).")},
    Help{Metric::window_perplexity_frozen,
         QT_TRANSLATE_NOOP(
             "ttt::metric_help",
             "Perplexity of the frozen model over the last tokens only (the perplexity window): exp(mean NLL).")},
    Help{Metric::window_perplexity_adapted,
         QT_TRANSLATE_NOOP(
             "ttt::metric_help",
             "Perplexity of the adapted model over the last tokens only (the perplexity window): exp(mean NLL).")},
    Help{Metric::window_perplexity_twin,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Perplexity of the twin over the last tokens only (the perplexity window): exp(mean NLL).")},
    Help{Metric::window_perplexity_guarded,
         QT_TRANSLATE_NOOP(
             "ttt::metric_help",
             "Perplexity of the guarded arm over the last tokens only (the perplexity window): exp(mean NLL).")},
    Help{Metric::updates,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "How many chunks have written so far; a chunk writes once it is full: ⌊tokens / C⌋.")},
    Help{Metric::clipped_fraction,
         QT_TRANSLATE_NOOP("ttt::metric_help", "Share of the fast layers whose update was clipped or whose drift was "
                                               "capped in this chunk: 0 none, 1 all.")},
    Help{Metric::error_frozen,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Share of the batch whose likeliest class by the frozen net is not the right one.")},
    Help{Metric::error_adapted,
         QT_TRANSLATE_NOOP("ttt::metric_help", "Share of the batch whose likeliest class by the adapted net is not the "
                                               "right one; by the prediction that the method counts.")},
    Help{Metric::entropy_frozen,
         QT_TRANSLATE_NOOP(
             "ttt::metric_help",
             "How unsure the frozen net is: the mean over the batch of H = −Σ p ln p; 0 is sure, ln C knows nothing.")},
    Help{Metric::entropy_adapted,
         QT_TRANSLATE_NOOP(
             "ttt::metric_help",
             "How unsure the adapted net is: the mean over the batch of H = −Σ p ln p; what TENT makes small.")},
    Help{Metric::mean_entropy_frozen,
         QT_TRANSLATE_NOOP("ttt::metric_help", "How many classes the frozen net gives: the entropy of its mean "
                                               "prediction over the batch; 0 is one class for all.")},
    Help{Metric::mean_entropy_adapted,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "How many classes the adapted net gives: the entropy of its mean prediction over the batch. "
                           "When it falls with the entropy of the predictions, they collapse.")},
    Help{Metric::agreement,
         QT_TRANSLATE_NOOP("ttt::metric_help", "Share of the batch for which adapted and frozen give the same class.")},
    Help{Metric::reliable,
         QT_TRANSLATE_NOOP("ttt::metric_help", "Share of the batch with less entropy than the margin: H < E₀.")},
    Help{Metric::selected,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Share of the batch that the method learned from, after all its filters.")},
    Help{Metric::loss, QT_TRANSLATE_NOOP("ttt::metric_help", "What the update went down, before it.")},
    Help{Metric::recovery_entropy,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Running mean of the entropy that was learned from; below its limit SAR begins anew.")},
    Help{Metric::source_confidence,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Mean of the largest probability that the net gives as it was at the start.")},
    Help{Metric::clean_error,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Error on images without any corruption, asked after each shift: what was forgotten.")},
    Help{Metric::resets, QT_TRANSLATE_NOOP("ttt::metric_help", "How often the method itself began anew.")},
    Help{Metric::forward_ms,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Time that all arms together took to read the chunk, without updates and probes.")},
    Help{Metric::update_ms,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Time that writing took, summed over the fast layers: S ← γ S + η Vᵀ Z.")},
    Help{Metric::probe_ms,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Time that measuring took; the run would be faster by it with the probes off.")},
    Help{Metric::peak_memory_mib,
         QT_TRANSLATE_NOOP("ttt::metric_help",
                           "Most memory held at once since the start, by the process (CPU) or on the GPU.")},
};

static_assert(help_table.size() == metric_table.size(), "a metric has no sentence");

QString titled(const QString& label, const QString& unit)
{
    return unit.isEmpty() ? label : QStringLiteral("%1 (%2)").arg(label, unit);
}

}  // namespace

QString metric_help(Metric metric)
{
    for (const Help& help : help_table)
        if (help.metric == metric)
            return QCoreApplication::translate("ttt::metric_help", help.sentence);
    return {};
}

QString metric_title(Metric metric)
{
    return metric_title(RunDictionary(), metric);
}

QString quantity_title(const MetricInfo& info)
{
    return titled(QString::fromUtf8(info.label), QString::fromUtf8(info.unit));
}

QString metric_title(const RunDictionary& dictionary, Metric metric)
{
    const auto id = static_cast<std::int32_t>(metric);
    const MetricInfo* info = find_metric(id);
    const auto own = std::ranges::find(dictionary.metrics, id, &DictionaryEntry::id);
    if (info)
        return titled(QString::fromStdString(label_of(*info)), QString::fromUtf8(info->unit));
    return own == dictionary.metrics.end()
               ? QString()
               : titled(QString::fromStdString(own->label), QString::fromStdString(own->unit));
}

}  // namespace ttt
