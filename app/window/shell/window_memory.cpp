// What a run of a method that learns by gradients takes, told before Run is pressed.
#include "app/window/shell/main_window.h"

#include "engine/device.h"
#include "engine/methods/gradient_memory.h"
#include "engine/records/methods.h"
#include "engine/records/settings/resolve.h"
#include "views/forms/run_form.h"

#include <algorithm>

namespace ttt {

/// Cheap: the form calls it at every letter. A GPU is not asked what is free, because that would start it.
void MainWindow::tell_memory()
{
    const std::optional<RunConfig> asked = form_->config();
    const auto length = static_cast<std::int64_t>(document_.record.token_ids.size());
    const ModelConfig& model = model_.info.config;
    if (!asked || !learns_by_gradients(*asked) || asked->arms == "frozen" || length == 0)
        return form_->set_memory({}, {}, false);
    const GradientMemory needed = memory_needed(resolved(*asked, form_->model()), model, form_->model().parameters,
                                                asked->tokens > 0 ? std::min(asked->tokens, length) : length);
    const std::int64_t free = asked->device == "cpu" ? free_memory(asked->device).value_or(0) : 0;  // 0: nobody says
    const QString total = QString::fromStdString(in_gib(needed.total()));
    const QString words =
        free > 0 ? tr("Needs about %1 of memory; %2 are free.").arg(total, QString::fromStdString(in_gib(free)))
                 : tr("Needs about %1 of memory.").arg(total);
    form_->set_memory(words, QString::fromStdString(parts_in_words(needed)), free > 0 && needed.total() > free);
}

}  // namespace ttt
