#include "views/tables/layer_name.h"

#include "engine/records/methods.h"

#include <QCoreApplication>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(DriftMap)
};

}  // namespace

QString layer_name(const RunHeader& header, std::int32_t layer)
{
    if (layer < header.layer_count || header.layer_count == 0)
        return QStringLiteral("L%1").arg(layer);
    if (is_lora(header.config))
        return Words::tr("head");
    return header.config.parameters == spelled(LearnedPart::norms) ? Words::tr("norm") : Words::tr("embedding, head");
}

}  // namespace ttt
