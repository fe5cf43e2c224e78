#include "engine/kernels/row_scores.h"

#include "engine/kernels/row_scores_cpu.h"
#include "engine/records/error.h"
#include "engine/records/metrics.h"

#include <torch/library.h>

#include <limits>
#include <sstream>
#include <tuple>
#include <vector>

namespace ttt {

using torch::Tensor;

namespace {

using Parts = std::tuple<Tensor, Tensor, Tensor, Tensor>;

Parts score_rows_op(const Tensor& logits, const Tensor& own, bool with_top)
{
    RowScores scores = plain_score_rows(logits, own, with_top);
    return {scores.nll, scores.rank, scores.top_ids, scores.top_nll};
}

TORCH_LIBRARY_FRAGMENT(ttt, library)
{
    library.def("score_rows(Tensor logits, Tensor own, bool with_top) -> (Tensor, Tensor, Tensor, Tensor)");
}

// Where the plug-in was built without nvcc.
TORCH_LIBRARY_IMPL(ttt, CompositeExplicitAutograd, library)
{
    library.impl("score_rows", score_rows_op);
}

template <class... Parts>
[[noreturn]] void fail(const Parts&... parts)
{
    std::ostringstream sentence;
    sentence << "[score_rows] ";
    (sentence << ... << parts);
    throw Error(sentence.str());
}

void check(const Tensor& logits, const Tensor& own)
{
    if (logits.dim() != 2 || logits.size(1) < top_k || !logits.is_floating_point())
        fail("logits: expected float [m, V] with V of at least ", top_k, ", got ", logits.scalar_type(), " ",
             logits.sizes());
    if (own.dim() != 1 || own.size(0) != logits.size(0) || own.scalar_type() != torch::kLong)
        fail("own: expected i64 [", logits.size(0), "], got ", own.scalar_type(), " ", own.sizes());
    if (own.device() != logits.device())
        fail("logits are on ", logits.device(), ", own is on ", own.device());
}

void check_ids(const Tensor& own, std::int64_t size)
{
    const std::int64_t* ids = own.const_data_ptr<std::int64_t>();
    for (std::int64_t row = 0; row < own.size(0); ++row)
        if (ids[row] < 0 || ids[row] >= size)
            fail("own: token ", ids[row], " of row ", row, " is not in the vocabulary of ", size);
}

bool wants_gradient(const Tensor& logits)
{
    return torch::GradMode::is_enabled() && logits.requires_grad();
}

Tensor packed_rows(const Tensor& logits)
{
    return logits.stride(1) == 1 ? logits : logits.contiguous();
}

/// The largest of each row, one after the other: topk promises nothing about the order of equals, argmax does.
Tensor find_top_ids(const Tensor& logits)
{
    Tensor rest = logits.clone();
    std::vector<Tensor> ids;
    for (std::int64_t place = 0; place < top_k; ++place) {
        ids.push_back(rest.argmax(-1, true));
        rest.scatter_(1, ids.back(), -std::numeric_limits<double>::infinity());
    }
    return torch::cat(ids, -1);
}

}  // namespace

RowScores plain_score_rows(const Tensor& logits, const Tensor& own, bool with_top)
{
    check(logits, own);
    const Tensor wide = logits.to(torch::promote_types(logits.scalar_type(), torch::kFloat32));
    const Tensor total = wide.logsumexp(-1, true);
    const Tensor limit = wide.gather(1, own.unsqueeze(1));
    RowScores scores{.nll = (total - limit).squeeze(1),
                     .rank = wide.gt(limit).sum(-1).to(wide.scalar_type()) + 1,
                     .top_ids = {},
                     .top_nll = {}};
    if (!with_top)
        return scores;
    scores.top_ids = find_top_ids(wide);
    scores.top_nll = total - wide.gather(1, scores.top_ids);
    return scores;
}

RowScores score_rows(const Tensor& logits, const Tensor& own, bool with_top)
{
    const auto type = logits.scalar_type();
    const bool is_known = type == torch::kFloat32 || type == torch::kBFloat16;
    if (!is_known || wants_gradient(logits) || !(logits.is_cpu() || logits.is_cuda()))
        return plain_score_rows(logits, own, with_top);
    check(logits, own);
    if (logits.is_cpu()) {
        const Tensor ids = own.contiguous();
        check_ids(ids, logits.size(1));
        return score_rows_cpu(packed_rows(logits.to(torch::kFloat32)), ids, with_top);
    }
    using Signature = Parts(const Tensor&, const Tensor&, bool);
    static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("ttt::score_rows", "").typed<Signature>();
    auto [nll, rank, top_ids, top_nll] = op.call(packed_rows(logits), own.contiguous(), with_top);
    return {std::move(nll), std::move(rank), with_top ? std::move(top_ids) : Tensor(),
            with_top ? std::move(top_nll) : Tensor()};
}

}  // namespace ttt
