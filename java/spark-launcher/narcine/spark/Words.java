package narcine.spark;

/** Words of the launcher's lines: no tab and no line break is inside one. */
final class Words {
  private Words() {}

  static String one(String text) {
    return text.replace('\t', ' ').replace("\r", "").replace('\n', ' ');
  }
}
