// How long a million tokens take: printed, not asserted.
#include "tests/support/test_main.h"
#include "tests/views/sample_stream.h"
#include "views/token/token_canvas.h"
#include "views/token/token_view.h"

#include <QApplication>
#include <QScrollBar>
#include <QTest>

#include <algorithm>

using namespace ttt;

class TokenSpeedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void open();
    void lay_out();
    void paint_a_page();
    void paint_a_large_page();
    void scroll_a_row();
    void hover();
    void search();
    void largest_gain();
    void shown_changed();

private:
    sample::StreamShape shape_{.tokens = 1'000'000, .chunk = 512};
    RunModel run_;
    Selection selection_;
    std::unique_ptr<TokenView> view_;
};

void TokenSpeedTest::initTestCase()
{
    QApplication::setPalette(application_palette(false));
    // Flowing text: the sample's newlines would leave most of a wide page empty.
    DocumentRecord document = sample::stream_document(shape_);
    std::replace(document.bytes.begin(), document.bytes.end(), '\n', ' ');
    run_.start(sample::stream_header(shape_), std::move(document));
    run_.append(sample::stream(shape_));
    view_ = std::make_unique<TokenView>(run_, selection_);
    view_->resize(690, 420);
    view_->show();
    QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
}

void TokenSpeedTest::open()
{
    QBENCHMARK
    {
        view_->canvas().read_run();
    }
}

void TokenSpeedTest::lay_out()
{
    const TokenLayout& rows = view_->canvas().layout_of_rows();
    TokenForms forms;
    forms.read(run_.document());
    forms.measure(view_->font());
    TokenLayout layout;
    QBENCHMARK
    {
        layout.lay_out(forms.items(), forms.boxes(), rows.width());
    }
    QCOMPARE(layout.row_count(), rows.row_count());
}

void TokenSpeedTest::paint_a_page()
{
    view_->canvas().verticalScrollBar()->setValue(view_->canvas().verticalScrollBar()->maximum() / 2);
    QImage image(view_->canvas().viewport()->size(), QImage::Format_ARGB32_Premultiplied);
    QBENCHMARK
    {
        view_->canvas().viewport()->render(&image);
    }
}

void TokenSpeedTest::paint_a_large_page()
{
    view_->resize(1900, 1000);
    QApplication::processEvents();
    QImage image(view_->canvas().viewport()->size() * 2, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(2);
    QBENCHMARK
    {
        view_->canvas().viewport()->render(&image);
    }
    view_->resize(690, 420);
}

void TokenSpeedTest::scroll_a_row()
{
    QScrollBar& bar = *view_->canvas().verticalScrollBar();
    QBENCHMARK
    {
        bar.triggerAction(QAbstractSlider::SliderSingleStepAdd);
        QApplication::processEvents();
    }
}

void TokenSpeedTest::hover()
{
    const std::int64_t first = view_->canvas().visible().first;
    std::int64_t item = 0;
    QBENCHMARK
    {
        item = (item + 1) % 100;
        selection_.hover({run_.step_of(first + item), first + item});
        QApplication::processEvents();
    }
}

void TokenSpeedTest::search()
{
    QBENCHMARK
    {
        view_->find_words(QStringLiteral("handsome and"));
    }
}

void TokenSpeedTest::largest_gain()
{
    QBENCHMARK
    {
        view_->select_largest_gain();
    }
}

void TokenSpeedTest::shown_changed()
{
    bool more = false;
    QBENCHMARK
    {
        run_.set_shown_steps(run_.step_count() - ((more = !more) ? 10 : 5));
    }
}

TTT_TEST(TokenSpeedTest)
#include "tst_token_speed.moc"
