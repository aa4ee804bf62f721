// Groups of much used artifacts that are built without Maven, so that nothing in their jars tells the group.

interface GroupRule {
  readonly artifacts: RegExp;
  readonly group: string;
}

const rules: readonly GroupRule[] = [
  { artifacts: /^spring-boot(?:-|$)/, group: 'org.springframework.boot' },
  { artifacts: /^spring-security-/, group: 'org.springframework.security' },
  { artifacts: /^spring-cloud-function-/, group: 'org.springframework.cloud' },
  {
    artifacts:
      /^spring-(?:aop|aspects|beans|context|context-support|core|expression|jcl|jdbc|jms|messaging|orm|oxm|test|tx|web|webflux|webmvc|websocket)$/,
    group: 'org.springframework',
  },
  { artifacts: /^tomcat-embed-/, group: 'org.apache.tomcat.embed' },
  { artifacts: /^hibernate-(?:core|envers|spatial)$/, group: 'org.hibernate' },
  { artifacts: /^kafka-clients$/, group: 'org.apache.kafka' },
  { artifacts: /^micrometer-(?:core|observation|commons)$/, group: 'io.micrometer' },
  { artifacts: /^reactor-netty(?:-|$)/, group: 'io.projectreactor.netty' },
  { artifacts: /^reactor-core$/, group: 'io.projectreactor' },
  { artifacts: /^jdom2$/, group: 'org.jdom' },
];

/** Before groups were domain names, they were the names of the artifacts. */
const namesakes =
  /^(?:aopalliance|asm|dom4j|jdom|junit|log4j|oro|xalan|xmlpull|xpp3|commons-(?:beanutils|cli|codec|collections|configuration|dbcp|digester|discovery|el|fileupload|httpclient|io|jxpath|lang|logging|net|pool|validator))$/;

export function knownGroup(artifact: string): string | undefined {
  if (namesakes.test(artifact)) return artifact;
  return rules.find((rule) => rule.artifacts.test(artifact))?.group;
}
