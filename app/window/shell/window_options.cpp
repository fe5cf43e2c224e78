#include "app/window/shell/window_options.h"

#include "engine/records/run_words.h"
#include "engine/records/settings/setting_text.h"
#include "engine/records/settings/setting_words.h"
#include "engine/records/usual_method.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QSize>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>

namespace ttt {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("WindowOptions", text);
}

[[noreturn]] void refuse(const QString& sentence)
{
    std::fprintf(stderr, "ttt-workbench: %s\n", qPrintable(sentence));
    std::exit(2);
}

QSize size_of(const QString& text)
{
    const QStringList parts = text.split(QLatin1Char('x'));
    const QSize size = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
    if (size.width() < 320 || size.height() < 240 || size.width() > 16384 || size.height() > 16384)
        refuse(tr("--size takes WIDTHxHEIGHT in pixels, 320x240 to 16384x16384, not \"%1\".").arg(text));
    return size;
}

qint64 count_of(const QString& text)
{
    bool good = false;
    const qint64 count = text.toLongLong(&good);
    if (!good || count < 1)
        refuse(tr("--tokens takes a whole number of at least 1, not \"%1\".").arg(text));
    return count;
}

/// What may be said of a run over images; each is a row of the table of settings.
constexpr std::array image_keys{"method", "stream", "order", "batch", "count", "lr", "seed"};

QCommandLineOption option_of(const char* key)
{
    const Setting& setting = *find_setting(key, usual_image_method);
    return {QString::fromLatin1(key), tr("With --images: %1").arg(QString::fromStdString(help_of(setting))),
            QStringLiteral("VALUE")};
}

/// Throws nothing: a wrong value ends the program.
RunConfig setup_of(const QCommandLineParser& parser)
{
    RunConfig config;
    config.method = usual_image_method;
    for (const char* key : image_keys) {
        const QString text = parser.value(QString::fromLatin1(key));
        const Setting* setting = text.isEmpty() ? nullptr : find_setting(key, config.method);
        if (!text.isEmpty() && !setting)
            refuse(
                tr("The method %1 has no --%2.").arg(QString::fromStdString(config.method), QString::fromLatin1(key)));
        const std::string problem = setting ? set_text(*setting, config, text.toStdString()) : std::string();
        if (!problem.empty())
            refuse(QStringLiteral("--%1: %2.").arg(QString::fromLatin1(key), QString::fromStdString(problem)));
        if (setting && !parser.isSet(QStringLiteral("images")))
            refuse(tr("--%1 belongs to a run over images: give --images, too.").arg(QString::fromLatin1(key)));
    }
    if (kind_of(config) != RunKind::images)
        refuse(tr("The method %1 reads text, not images.").arg(QString::fromStdString(config.method)));
    return config;
}

}  // namespace

void hide_session_from_qt(int argc, char** argv)
{
    static std::deque<std::string> names;  // a deque does not move them
    constexpr std::string_view asked = "--session", hidden = "--session-file";
    for (int index = 1; index < argc; ++index) {
        const std::string_view argument = argv[index];
        if (argument == asked || argument.starts_with(std::string(asked) + '='))
            argv[index] = names.emplace_back(std::string(hidden) + std::string(argument.substr(asked.size()))).data();
    }
}

WindowOptions parse_window_options(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(tr("Watch a model learn while it is used: on a text or on a stream of images."));
    parser.addPositionalArgument("document", tr("Text file to open, plain or .xz"), "[document]");
    parser.addOptions({
        {"document", tr("Text file to open."), "FILE"},
        {"images",
         tr("Images instead of a document: fashion-mnist, a folder of PNG or JPEG files (sub-folders are classes), or "
            "a file: .npy, IDX, CIFAR's .bin."),
         "NAME"},
        {"labels", tr("Labels of a file of images: .npy or IDX."), "FILE"},
        {"model", tr("Hugging Face model directory or GGUF file; default: the last one, else the shipped model."),
         "PATH"},
        {{"session", "session-file"}, tr("File that keeps runs; default: the one in your data folder."), "FILE"},
        {"replay", tr("Open a saved run, by the first characters of its id, or \"latest\"."), "ID"},
        {"follow", tr("Show the latest run of a session, live while another program writes it."), "FILE"},
        {"run", tr("Press Run at once.")},
        {"tokens", tr("Read at most so many tokens."), "N"},
        {"device", tr("Where to compute: cpu or cuda."), "NAME"},
        {"screenshot", tr("Write the window as PNG when the run is over, or the replay is shown whole."), "FILE"},
        {"size", tr("Size of the window, for example 1600x1000."), "WxH"},
        {"theme", tr("light, dark or system."), "NAME"},
        {"teacher", tr("Begin as a teacher's file says: lesson, step, what is hidden, where answers go."), "FILE"},
        {"quit", tr("Leave when that is done.")},
        {"safe", tr("Restore neither the layout nor what was open.")},
    });
    for (const char* key : image_keys)
        parser.addOption(option_of(key));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(arguments);

    WindowOptions options;
    const QStringList positional = parser.positionalArguments();
    if (positional.size() > 1)
        refuse(tr("One document at a time, not %1.").arg(positional.size()));
    options.document = parser.isSet("document") ? parser.value("document") : positional.value(0);
    options.images = parser.value("images");
    options.labels = parser.value("labels");
    options.setup = setup_of(parser);
    if (!options.images.isEmpty() && !options.document.isEmpty())
        refuse(tr("A run reads a document or images: give one of --document and --images."));
    options.model = parser.value("model");
    options.session = parser.value("session");
    if (parser.isSet("replay"))
        options.replay = parser.value("replay") == QLatin1String("latest") ? QString() : parser.value("replay");
    if (parser.isSet("follow")) {
        if (parser.isSet("session") || parser.isSet("replay"))
            refuse(tr("--follow names the session and takes its latest run: leave out --session and --replay."));
        options.session = parser.value("follow");
        options.replay = QString();
    }
    options.run = parser.isSet("run");
    options.tokens = parser.isSet("tokens") ? count_of(parser.value("tokens")) : 0;
    options.device = parser.value("device");
    if (!options.device.isEmpty() && !find_word<Device>(options.device.toStdString()))
        refuse(tr("--device is cpu or cuda, not \"%1\".").arg(options.device));
    options.screenshot = parser.value("screenshot");
    options.size = parser.isSet("size") ? size_of(parser.value("size")) : QSize();
    options.quit = parser.isSet("quit");
    options.safe = parser.isSet("safe");
    options.teacher = parser.value("teacher");
    options.theme = parser.value("theme");
    if (!options.theme.isEmpty() && !QStringList{"light", "dark", "system"}.contains(options.theme))
        refuse(tr("--theme is light, dark or system, not \"%1\".").arg(options.theme));
    if (options.run && options.replay)
        refuse(tr("--run computes a run, --replay and --follow open one: give one of them."));
    return options;
}

}  // namespace ttt
