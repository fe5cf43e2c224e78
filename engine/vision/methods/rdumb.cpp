#include "engine/vision/methods/rdumb.h"

namespace ttt {

namespace {

ImageMethodOptions scoring_before(ImageMethodOptions options)
{
    options.scores_before = true;
    return options;
}

}  // namespace

RDumb::RDumb(std::unique_ptr<ImageNet> net, ImageMethodOptions options)
    : Eta(std::move(net), scoring_before(std::move(options)))
{
}

void RDumb::reset()
{
    Eta::reset();
    batches_ = 0;
}

void RDumb::finish(ImageNumbers& shown)
{
    if (++batches_ != options().reset_every)
        return;
    reset();
    shown.was_reset = true;
}

}  // namespace ttt
