// Layers by their names, in every place that names them: also what belongs to no layer.
#include "tests/support/test_main.h"
#include "tests/views/sample_stream.h"
#include "tests/views/tables/panel_shot.h"
#include "views/drift/drift_map.h"
#include "views/drift/drift_view.h"
#include "views/plot/plot.h"
#include "views/selection.h"
#include "views/tables/layer_name.h"

#include <QAction>
#include <QTest>

using namespace ttt;

namespace {

constexpr std::int64_t layers = 3;

/// Dynamic evaluation of all weights: drift of layers 0 to 2, and of what lies outside under 3.
void fill(RunModel& run, const char* method, const char* parameters)
{
    const sample::StreamShape shape{.tokens = 1000, .chunk = 50, .fast_layers = {0, 1, 2, 3}, .twin = false};
    RunHeader header = sample::stream_header(shape);
    header.config.method = method;
    header.config.parameters = parameters;
    header.config.fast_layers = {0, 1, 2};
    header.layer_count = layers;
    run.start(header, sample::stream_document(shape));
    run.append(sample::stream(shape));
}

}  // namespace

class LayerNameTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }
    void names();
    void the_drift_view_names_the_head();
};

void LayerNameTest::names()
{
    RunHeader header;
    QCOMPARE(layer_name(header, 7), QStringLiteral("L7"));  // nothing is known
    header.layer_count = 6;
    QCOMPARE(layer_name(header, 5), QStringLiteral("L5"));
    header.config.method = "dynamic-evaluation";
    header.config.parameters = "all";
    QCOMPARE(layer_name(header, 6), QStringLiteral("embedding, head"));
    header.config.parameters = "norms";
    QCOMPARE(layer_name(header, 6), QStringLiteral("norm"));
    header.config.method = "lora";
    header.config.parameters = "q,v,head";
    QCOMPARE(layer_name(header, 6), QStringLiteral("head"));
}

void LayerNameTest::the_drift_view_names_the_head()
{
    for (const auto& [method, parameters, name] :
         {std::tuple{"lora", "q,head", QStringLiteral("head")},
          std::tuple{"dynamic-evaluation", "all", QStringLiteral("embedding, head")}}) {
        RunModel run;
        Selection selection;
        DriftView view(run, selection);
        fill(run, method, parameters);
        QCOMPARE(view.table().header, (QStringList{"chunk", "L0", "L1", "L2", name}));
        test::PanelShot shot(view, view.title(), view.note(), {460, 260});
        selection.lock({12, -1});
        shot.save(QStringLiteral("drift-map-") + QLatin1String(method));
        QTest::keyClick(&view.map(), Qt::Key_End);
        for (int row = 0; row < layers; ++row)
            QTest::keyClick(&view.map(), Qt::Key_Down);
        QVERIFY2(view.map().value_text().contains(name + u' '), qPrintable(view.map().value_text()));
        for (QAction* action : view.title_actions())
            if (action->text().contains(u"urves"))
                action->trigger();
        QCOMPARE(view.plot().data().lines.size(), 4U);
        QCOMPARE(view.plot().data().lines.back().name, name);
        shot.save(QStringLiteral("drift-curves-") + QLatin1String(method));
    }
}

TTT_TEST(LayerNameTest)
#include "tst_layer_name.moc"
